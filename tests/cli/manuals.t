#!/bin/sh
# What the manuals show behind a "$ ", as they are on a terminal of 80 columns,
# runs as it is written there: those of the first half of the tools.
. "${0%/*}/../tap.sh"
need mandoc
. "$here/../examples.sh"

examples_shown "$here"/../../man/chz-[a-o]*.1 "$here"/../../man/ko/chz-[a-o]*.1
examples_run
done_testing
