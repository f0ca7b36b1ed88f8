package io.barewire.bfd;

import io.barewire.libc.Errno;
import java.io.IOException;
import java.io.Serial;

/// The kernel refused a socket or one of its options; the message says which and why.
final class BfdSocketException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    BfdSocketException(String doing, long result) {
        super(doing + ": " + Errno.text((int) -result));
    }
}
