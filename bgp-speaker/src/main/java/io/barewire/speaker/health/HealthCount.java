package io.barewire.speaker.health;

/// What looks in a row come to: well after `rise` good ones, no longer after `fall` bad ones. Begins as not well.
///
/// @param inRow how many looks in a row contradict `healthy`
public record HealthCount(int rise, int fall, boolean healthy, int inRow) {
    public static HealthCount begin(int rise, int fall) {
        return new HealthCount(rise, fall, false, 0);
    }

    public HealthCount after(boolean good) {
        if (good == healthy) {
            return new HealthCount(rise, fall, healthy, 0);
        }
        return inRow + 1 >= (healthy ? fall : rise)
                ? new HealthCount(rise, fall, good, 0)
                : new HealthCount(rise, fall, healthy, inRow + 1);
    }
}
