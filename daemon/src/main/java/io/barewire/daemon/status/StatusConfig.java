package io.barewire.daemon.status;

import io.barewire.kubernetes.Access;
import java.util.Optional;

/// What an API server is told of this node, and which one.
///
/// @param namespace of the agent, where its BGPSessionStates are
/// @param pod the agent's own; empty when it runs outside the cluster
/// @param sessions which of them have a BGPSessionState
public record StatusConfig(Access access, String namespace, Optional<String> pod, SessionStatus sessions) {}
