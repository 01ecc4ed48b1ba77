# SPDX-License-Identifier: Apache-2.0
complete -c tally -l by-extension -d 'One row for each file name extension'
complete -c tally -l json -d 'Write JSON'
complete -c tally -l version -d 'Print the version and exit'
complete -c tally -l help -d 'Print a description of the options and exit'
