/// Tests of the state machines, which need no time and no socket.
@NullMarked
package io.barewire.speaker.session;

import org.jspecify.annotations.NullMarked;
