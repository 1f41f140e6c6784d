# fish completion for chz: every option comes from the tool's own --complete.

function __chz_options
    set -l words (commandline -opc)
    set -l tool $words[1]
    if test "$tool" = chz
        set tool chz-$words[2]
    end
    $tool --complete 2>/dev/null | while read -l -d \t key name arg help
        printf '%s\t%s\n' --$name "$help"
        test -n "$key"; and printf '%s\t%s\n' -$key "$help"
    end
end

function __chz_tools
    complete -C chz- | string match -r '^chz-\S+' | string replace chz- ''
end

complete -c chz -n 'test (count (commandline -opc)) -eq 1' -xa '(__chz_tools)'
for tool in chz (complete -C chz- | string match -r '^chz-\S+')
    complete -c $tool -n 'string match -q -- "-*" (commandline -ct)' \
        -a '(__chz_options)'
end
