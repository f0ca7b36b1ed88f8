/// Golden rows from RFC text and other speakers, seeded properties, fuzz targets. Start with [UpdateErrorsTest].
@NullMarked
package io.barewire.wire;

import org.jspecify.annotations.NullMarked;
