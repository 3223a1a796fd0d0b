import FoundationEssentials
import Glibc

/// What standard output leads to.
package enum TerminalOutput {
    private static let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Whether a person is at the other end of standard input.
    package static var canAsk: Bool { isatty(STDIN_FILENO) == 1 }

    /// Whether colours are wanted, as https://no-color.org asks.
    package static var isColored: Bool {
        isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true
    }

    /// Its width in characters; nil where it is no terminal.
    package static var width: Int? {
        guard isTerminal else { return nil }
        var size = winsize()
        // SAFETY: the structure lives for the call, which writes no more than its size.
        let result = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
        return result == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
    }
}
