package io.barewire.speaker;

/// How a speaker takes leave of its peers.
public enum CloseMode {
    /// Each session ends with Cease, Administrative Shutdown (RFC 4486, 6/2): peers withdraw our routes at once.
    SHUTDOWN,
    /// Connections are closed without a word, as a process does that dies: peers that hold routes over a restart
    /// keep them.
    QUIET,
    /// We shall be back: whom we asked to keep our routes meanwhile ([GracefulRestart.Mode#RESTARTER]) is left
    /// without a word, all others with Cease.
    RESTART
}
