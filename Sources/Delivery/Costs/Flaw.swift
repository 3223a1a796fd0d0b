/// Why what an object asks for is not in the sums, or not all of it.
package enum Flaw: String, Sendable, Hashable {
    case requestless = "a container asks for no cpu or no memory"
    case otherDevices = "asks for devices that are no GPUs"
    case unreadable = "asks for what cannot be read, or is more than there is"
    case perNode = "runs on each node, and how many there are is not known"
    case forATime = "runs for a time only"
    case unseen = "was not looked at"
}
