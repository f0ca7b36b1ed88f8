/// Acceptance lists of other projects: what they ask, which test of ours shows it, and what came of that. Start with
/// [Criterion]; [AcceptanceTable] reads sources and reports, nothing of the product.
@NullMarked
package io.barewire.testkit.acceptance;

import org.jspecify.annotations.NullMarked;
