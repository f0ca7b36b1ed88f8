/// What runs once per cluster, beside the agents on its nodes. `Admission` judges FRRConfigurations before the API
/// server stores them; it is pure but for the `ClusterView` that it asks.
@NullMarked
package io.barewire.controller;

import org.jspecify.annotations.NullMarked;
