#!/bin/sh
# What the manuals show behind a "$ ", as they are on a terminal of 80 columns,
# runs as it is written there: those of the other tools, and of all together.
. "${0%/*}/../tap.sh"
need mandoc
. "$here/../examples.sh"

examples_shown "$here"/../../man/chz-[p-z]*.1 "$here"/../../man/ko/chz-[p-z]*.1 \
    "$here"/../../man/chz.[17] "$here"/../../man/ko/chz.[17] \
    "$here"/../../man/chz-reliability.7 "$here"/../../man/ko/chz-reliability.7
examples_run
done_testing
