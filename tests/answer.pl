#!/usr/bin/perl
# answer.pl FILE - answers every request on loopback with FILE's bytes, headers
# and all, and closes.  Prints the port; ends with its parent's standard input.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

open my $file, '<:raw', $ARGV[0] or die "$ARGV[0]: $!\n";
my $answer = do { local $/; <$file> };
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16)
    or die "listen: $!\n";
$| = 1;
print $server->sockport, "\n";
$SIG{PIPE} = 'IGNORE';

my $ready = IO::Select->new($server, \*STDIN);
while (my @some = $ready->can_read) {
	last if grep { $_ == \*STDIN } @some;
	my $peer = $server->accept or next;
	while (my $line = <$peer>) {
		last if $line eq "\r\n";
	}
	print $peer $answer;
	close $peer;
}
