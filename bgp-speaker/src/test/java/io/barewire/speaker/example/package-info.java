/// Programs that embed the speaker.
@NullMarked
package io.barewire.speaker.example;

import org.jspecify.annotations.NullMarked;
