/// Whether a render has looked at a chart's `.Files`.
package final class FileUse {
    package private(set) var isUsed = false

    package init() {}

    func note() { isUsed = true }
}
