/// What an agent tells about itself: each document is built once, as JSON, by the agent; `-o json` prints it as it came
/// and the tables for people are made from it, so that nothing can be seen in one and not in the other. The fields are
/// in docs/cli.md.
@NullMarked
package io.barewire.daemon.show;

import org.jspecify.annotations.NullMarked;
