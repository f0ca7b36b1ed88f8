/// What the agent's log looks like: logback set up in Java, because reading XML costs 20 MB and half a second.
@NullMarked
package io.barewire.daemon.log;

import org.jspecify.annotations.NullMarked;
