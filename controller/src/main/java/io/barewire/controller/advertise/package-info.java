/// What the leader does with RouteAdvertisements (k8s.ovn.org/v1): says whether each can be carried out, and keeps the
/// FRRConfigurations that carry it out. OVN-Kubernetes' cluster manager does the same with the same objects, so each
/// stays away while the other is at work.
///
/// Pure: `Scopes` judges what an object selects, `Generator` says what one node is to be given. Start there.
@NullMarked
package io.barewire.controller.advertise;

import org.jspecify.annotations.NullMarked;
