package io.barewire.netlink;

import java.io.IOException;
import java.io.Serial;

/// The routing socket could not be opened or used. The message says what failed and, where a privilege is
/// missing, which.
public final class NetlinkException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int errno;

    public NetlinkException(String message, int errno) {
        super(message);
        this.errno = errno;
    }

    /// As in `errno.h`; zero when the kernel's answer was malformed or missing.
    public int errno() {
        return errno;
    }
}
