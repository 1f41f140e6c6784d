#!/bin/sh
# What the folders and files of lib/ may know of one another.
. "${0%/*}/../tap.sh"
need ctags nm tsort

is "$("$here/../layers" "$(dirname "$(command -v chz)")")" '' \
    'lib/ keeps to its layers'
done_testing
