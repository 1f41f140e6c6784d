#!/usr/bin/perl
# power.pl DISK ROOT OUT [names] - makes OUT what was on the disk of power.c
# when the power went.  With "names", every name was, in whatever order: only
# bytes had to be synced.
use strict;
use warnings;
use File::Copy;

my ($disk, $root, $out, $names) = @ARGV;
my (%size, %list);
open my $log, '<', "$disk/log" or die "$disk/log: $!\n";
while (<$log>) {
	my ($kind, $inode, @rest) = split;
	if ($kind eq 'S') {
		$size{$inode} = $rest[0];
	} elsif (@rest && $rest[-1] eq '.') {
		pop @rest;
		$list{$inode} = [@rest];
	}
}

sub now {
	my ($path) = @_;
	opendir my $dir, $path or die "$path: $!\n";
	return map { ($_, (lstat "$path/$_")[1], -d _ ? 'd' : 'f') }
	    grep { !/^\.\.?$/ } readdir $dir;
}

sub make {
	my ($inode, $to, $path) = @_;
	my @entries = $names ? now($path) : @{$list{$inode} // []};
	mkdir $to or die "$to: $!\n";
	while (my ($name, $child, $type) = splice @entries, 0, 3) {
		if ($type eq 'd') {
			make($child, "$to/$name", "$path/$name");
			next;
		}
		copy("$disk/files/$child", "$to/$name") or die "$child: $!\n";
		truncate "$to/$name", $size{$child} // 0;
	}
}

if (-d $root) {
	make((stat $root)[1], $out, $root);
}
