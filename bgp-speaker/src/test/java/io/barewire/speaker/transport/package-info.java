/// Tests of sockets and of what stands around them.
@NullMarked
package io.barewire.speaker.transport;

import org.jspecify.annotations.NullMarked;
