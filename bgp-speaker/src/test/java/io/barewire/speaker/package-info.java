/// Tests of the whole speaker over loopback sockets. They use addresses in 127.0.0.0/8, which need no set-up.
@NullMarked
package io.barewire.speaker;

import org.jspecify.annotations.NullMarked;
