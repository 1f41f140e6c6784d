# fish completion for chz: options and their values come from the tool's own
# --complete.

# Its lines for the tool that is being typed: key, name, argument, help and
# choices, by tabs.
function __chz_lines
    set -l words (commandline -opc)
    set -l tool $words[1]
    if test "$tool" = chz; and set -q words[2]
        set tool chz-$words[2]
    end
    type -q "$tool"; and $tool --complete 2>/dev/null
end

function __chz_options
    __chz_lines | while read -l -d \t key name arg help choices
        printf '%s\t%s\n' --$name "$help"
        test -n "$key"; and printf '%s\t%s\n' -$key "$help"
    end
end

# The values of the option before the cursor, "--theme d" or "--theme=d"; of a
# list with commas, what may stand behind the last one.
function __chz_values
    set -l option (commandline -opc)[-1]
    set -l word (commandline -ct)
    set -l before ''
    if string match -qr '^--[^=]+=' -- $word
        set before (string match -r '^--[^=]+=' -- $word)
        set option (string trim -rc = -- $before)
        set word (string replace -- $before '' $word)
    end
    set -l earlier (string replace -r '[^,]*$' '' -- "$word")
    __chz_lines | while read -l -d \t key name arg help choices rest
        if contains -- "$option" --$name -$key
            for choice in (string split -n ' ' -- $choices)
                echo $before$earlier$choice
            end
        end
    end
end

# Whether a tool's name is to come.
function __chz_needs_tool
    set -l words (commandline -opc)
    test (count $words) -eq 1; or test "$words[2..]" = help
end

complete -c chz -n __chz_needs_tool -xa '(chz --list 2>/dev/null)'
for tool in chz (complete -C chz- | string match -r '^chz-\S+')
    complete -c $tool -n 'string match -q -- "-*" (commandline -ct)' \
        -a '(__chz_options)'
    complete -c $tool -n 'test -n "$(__chz_values)"' -xa '(__chz_values)'
end
