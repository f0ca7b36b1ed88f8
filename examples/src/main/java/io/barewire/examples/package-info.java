/// Programs that embed the speaker, each complete and small enough to copy: [AnnouncePrefix], [RouteCollector],
/// [LookingGlass]. `./dev example NAME --help` runs them.
@NullMarked
package io.barewire.examples;

import org.jspecify.annotations.NullMarked;
