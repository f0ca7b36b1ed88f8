/// Tests of the joining of sessions and tables.
@NullMarked
package io.barewire.speaker.routing;

import org.jspecify.annotations.NullMarked;
