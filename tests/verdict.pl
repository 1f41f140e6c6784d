#!/usr/bin/perl
# verdict.pl - was anything lost in silence?
#
#	tests/verdict.pl [-s SPEED] LEDGER HEARD
#
# LEDGER is what chz-sim wrote with --ledger, HEARD what chz-tap wrote, or what
# chz-store has of it, with gaps of its own before a message.  From
# the first message of a broadcast that had a reader on, everything sent must
# have been heard, or lie in a gap that a link record reports: between the last
# message heard before `lost` and the first one re-read before `resumed`, or
# behind all that was heard of a chat that was closed.  A gap excuses no more
# than its length, from the first message missing in it on: gap_ms, times SPEED
# where the simulator's clock goes faster than that of the wall.
#
# Prints one line; ends with 1 when something was lost in silence, heard twice,
# or heard without having been sent.
use strict;
use warnings;
use JSON::PP;
use Time::Local qw(timegm);

my $speed = 1;
(undef, $speed) = splice @ARGV, 0, 2 if $ARGV[0] eq '-s';
my ($ledger, $heard) = @ARGV;
my (%sent, %owed);    # by broadcast: id => time; ids in order
my (%got, %gaps);     # by broadcast: id => times heard; [from, to, ms] of gaps
my (%newest, %before, %oldest, %away, %anew);
my (%moved, %unknown);

# What is looked at of a message, which most lines are; nothing for others.  In
# a text a quote has a backslash before it, so that no key is found there.
sub message {
	my ($line) = @_;
	my %r;

	return if $line =~ /"fault":|^(?!.*"type":"(?:chat|donation|subscription|sent)")/;
	$r{$1} = $2 while $line =~
	    /"(type|stream_id|channel_id|message_id|sent_at)":"([^"\\]*)"/g;
	$r{readers} = $1 if $line =~ /"readers":(\d+)/;
	return keys %r > 4 ? \%r : undef;
}

sub records {
	my ($path, $each) = @_;
	my $json = JSON::PP->new->utf8;

	open my $in, '<', $path or die "$path: $!\n";
	while (my $line = <$in>) {
		$each->(message($line) // $json->decode($line));
	}
	close $in;
}

# Times are compared as text: RFC 3339 in UTC with milliseconds sorts.
sub hear_link {
	my ($c, $r) = @_;
	my $state = $r->{state};

	if (($r->{reason} // '') eq 'collected anew') {
		$anew{$c} = [$newest{$c} // '', '~', $r->{gap_ms} * $speed];
		push @{$gaps{$c}}, $anew{$c};
	} elsif ($state eq 'lost') {
		$away{$c} = 1;
		$before{$c} = $newest{$c} // '';
		delete $oldest{$c};
	} elsif ($state eq 'resumed') {
		push @{$gaps{$c}},
		    [$before{$c}, $oldest{$c} // '~', $r->{gap_ms} * $speed]
			if ($r->{gap_ms} // 0) > 0;
		$away{$c} = 0;
	} elsif ($state eq 'close') {
		push @{$gaps{$c}}, [$away{$c} ? $before{$c} : $newest{$c} // '',
		    '~', $r->{gap_ms} * $speed] if ($r->{gap_ms} // 0) > 0;
	}
}

sub hear {
	my ($r) = @_;
	my $c = $r->{stream_id};

	return hear_link($c, $r) if $r->{type} eq 'link';
	return unless $r->{type} =~ /^(chat|donation|subscription)$/;
	my $at = $r->{sent_at};
	if ($anew{$c}) {
		$anew{$c}[1] = $at;
		delete $anew{$c};
	}
	$got{$c}{$r->{message_id}}++;
	$oldest{$c} = $at
		if $away{$c} && (!defined $oldest{$c} || $at lt $oldest{$c});
	$newest{$c} = $at if $at gt ($newest{$c} // '');
}

sub send_one {
	my ($r) = @_;
	my $c = $r->{stream_id};

	$moved{$r->{channel_id}} = 1 if ($r->{fault} // '') eq 'chat-id';
	return if $r->{type} ne 'sent';
	$sent{$c}{$r->{message_id}} = $r->{sent_at};
	return unless $owed{$c} || $r->{readers} > 0;
	push @{$owed{$c}}, $r->{message_id};
	# Said where nobody has been so far: see forgive().
	if ($r->{readers} > 0) {
		delete $unknown{$c};
		delete $moved{$r->{channel_id}};
	} elsif ($moved{$r->{channel_id}}) {
		$unknown{$c}++;
	}
}

# A chat that moved, and whose broadcast ended before anybody could have looked
# where to, has left no trace: what was said there cannot be missed.
sub forgive {
	for my $c (keys %unknown) {
		splice @{$owed{$c}}, -$unknown{$c};
	}
}

sub ms {
	my ($y, $mon, $d, $h, $min, $s, $ms) = $_[0]
	    =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)Z$/;

	return timegm($s, $min, $h, $d, $mon - 1, $y) * 1000 + $ms;
}

# Messages are asked for in the order of their sending.
sub is_reported {
	my ($c, $at) = @_;

	for my $gap (@{$gaps{$c} // []}) {
		my ($from, $to, $length, $first) = @$gap;

		next if $at lt $from || $at gt $to;
		$gap->[3] = $first = ms($at) unless defined $first;
		return 1 if ms($at) - $first <= $length;
	}
	return 0;
}

records($ledger, \&send_one);
forgive();
records($heard, \&hear);

my ($sent, $heard_n, $reported, $silent, $twice, $made_up) = (0) x 6;
for my $c (keys %owed) {
	for my $id (@{$owed{$c}}) {
		$sent++;
		if ($got{$c}{$id}) {
			$heard_n++;
		} elsif (is_reported($c, $sent{$c}{$id})) {
			$reported++;
		} else {
			$silent++;
			print "# lost in silence: $c $id $sent{$c}{$id}\n"
				if $silent <= 5;
		}
	}
}
for my $c (keys %got) {
	for my $id (keys %{$got{$c}}) {
		$twice++ if $got{$c}{$id} > 1;
		$made_up++ unless $sent{$c}{$id};
	}
}
printf "sent %d = heard %d + reported %d + lost in silence %d; "
	. "twice %d, never sent %d\n",
	$sent, $heard_n, $reported, $silent, $twice, $made_up;
exit($silent + $twice + $made_up > 0 || $sent == 0);
