/// What `/metrics` says, in one look at the agent per scrape. Names and labels are in docs/metrics.md.
@NullMarked
package io.barewire.daemon.metrics;

import org.jspecify.annotations.NullMarked;
