package io.barewire.controller.managed;

import io.barewire.controller.owner.Stance;
import io.barewire.controller.owner.Stance.Hand;

/// Whose a function is at this moment.
@FunctionalInterface
public interface Owner {
    /// @param hand whose was seen on its objects
    /// @param lacking whether something is wanted that is not there at all
    /// @param configured whether all is known that the objects are made of
    Stance stance(Hand hand, boolean lacking, boolean configured);
}
