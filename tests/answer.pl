#!/usr/bin/perl
# answer.pl FILE... - answers requests on loopback: the first with the first
# FILE's bytes, headers and all, and so on, then all others with the last one's;
# closes after each, with a reset when the FILE is named reset.  Prints the
# port; ends with its parent's standard input.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Socket;

sub bytes {
	open my $file, '<:raw', $_[0] or die "$_[0]: $!\n";
	local $/;
	return <$file> // '';
}

my @answers = map { [bytes($_), m{(^|/)reset$}] } @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16)
    or die "listen: $!\n";
$| = 1;
print $server->sockport, "\n";
$SIG{PIPE} = 'IGNORE';

my $ready = IO::Select->new($server, \*STDIN);
while (my @some = $ready->can_read) {
	last if grep { $_ == \*STDIN } @some;
	my $peer = $server->accept or next;
	my $body = 0;
	while (my $line = <$peer>) {
		last if $line eq "\r\n";
		$body = $1 if $line =~ /^content-length:\s*(\d+)/i;
	}
	read $peer, my ($unread), $body; # or the close would be a reset
	my ($answer, $reset) = @{$answers[0]};
	shift @answers if @answers > 1;
	print $peer $answer;
	$peer->flush;
	setsockopt $peer, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0) if $reset;
	close $peer;
}
