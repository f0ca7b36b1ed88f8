/// What runs once per cluster, beside the agents on its nodes. Start with [Controller].
///
/// Pure: `Admission` judges FRRConfigurations before the API server stores them, `Election` says who leads,
/// `Certificates` what the webhook shows and who is trusted. At the edges: `WebhookServer` answers the API server,
/// `Leadership`, `WebhookCertificate` and `StatusCleaner` ask and tell it.
@NullMarked
package io.barewire.controller;

import org.jspecify.annotations.NullMarked;
