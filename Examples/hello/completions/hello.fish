function __hello_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __hello_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __hello_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __hello_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __hello_parse_tokens -S
    set -l unparsed_tokens (__hello_tokens -pc)
    switch $unparsed_tokens[1]
    case 'hello'
        __hello_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'greet'
            __hello_parse_subcommand 1 'l/language=' 'languages' 'version' 'h/help'
        case 'serve'
            __hello_parse_subcommand 0 'host=' 'port=' 'config=' 'version' 'h/help'
        case 'help'
            __hello_parse_subcommand -r 1 'version'
        end
    end
end

function __hello_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __hello_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __hello_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __hello_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__hello_tokens -p)
    if test -z "$(__hello_tokens -t)"
        set -l index (count (__hello_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'hello' -f
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello" version' -l 'version' -d 'Show the version.'
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'hello' -n '__hello_should_offer_completions_for_positional "hello" -eq 1' -fa 'greet' -d 'Print a greeting.'
complete -c 'hello' -n '__hello_should_offer_completions_for_positional "hello" -eq 1' -fa 'serve' -d 'Answer HTTP requests with a greeting, until SIGTERM or SIGINT.'
complete -c 'hello' -n '__hello_should_offer_completions_for_positional "hello" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello greet" l language' -l 'language' -s 'l' -d 'The greeting\'s language, for instance `de` or `pt-BR`; by default that of $LANG.' -rfka ''
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello greet" languages' -l 'languages' -d 'List the languages and exit.'
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello greet" version' -l 'version' -d 'Show the version.'
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello greet" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello serve" host' -l 'host' -d 'The numeric address to listen on; 127.0.0.1 unless the configuration says otherwise.' -rfka ''
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello serve" port' -l 'port' -d 'The port to listen on, 0 for any free one; 8090 unless the configuration says otherwise.' -rfka ''
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello serve" config' -l 'config' -d 'The configuration file.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'conf\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello serve" version' -l 'version' -d 'Show the version.'
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello serve" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'hello' -n '__hello_should_offer_completions_for_flags_or_options "hello help" version' -l 'version' -d 'Show the version.'
