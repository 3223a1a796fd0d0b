/// What a shell is given so that it asks this program.
package enum CompletionScript: String, Sendable, CaseIterable {
    case bash
    case zsh
    case fish
    /// An executable for `PATH`, by the name `kubectl_complete-martlet`.
    case kubectl

    package var text: String {
        switch self {
        case .bash:
            #"""
            _martlet() {
                local line
                COMPREPLY=()
                while IFS= read -r line; do
                    [[ $line == :0 ]] && compopt -o default
                    [[ $line == :* ]] || COMPREPLY+=("$line")
                done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
            }
            complete -F _martlet martlet kubectl-martlet

            """#
        case .zsh:
            #"""
            #compdef martlet kubectl-martlet
            _martlet() {
                local -a lines
                lines=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
                [[ ${lines[-1]} == :0 ]] && _files
                compadd -- "${(@)lines:#:*}"
            }
            compdef _martlet martlet kubectl-martlet

            """#
        case .fish:
            #"""
            function __martlet_complete
                set -l words (commandline -opc) (commandline -ct)
                $words[1] __complete $words[2..] 2>/dev/null | string match -v -r '^:'
            end
            complete -c martlet -c kubectl-martlet -f -a '(__martlet_complete)'

            """#
        case .kubectl:
            """
            #!/bin/sh
            exec kubectl martlet __complete "$@"

            """
        }
    }
}
