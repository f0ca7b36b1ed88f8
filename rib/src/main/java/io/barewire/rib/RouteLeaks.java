package io.barewire.rib;

import io.barewire.wire.BgpRole;
import io.barewire.wire.PathAttribute.OnlyToCustomer;
import io.barewire.wire.PathAttributes;
import java.util.Optional;

/// The Only-to-Customer procedures of RFC 9234 §5: a route that has gone sideways or down may only go down from there.
/// They are a matter of sessions with other ASes whose role is configured.
final class RouteLeaks {
    private RouteLeaks() {}

    /// Ingress, 3: what comes from a provider, a peer or a route server is marked as theirs, unless it is marked.
    static PathAttributes marked(PathAttributes attributes, SessionInfo session) {
        return role(session.external(), session.terms())
                                .filter(RouteLeaks::marksOnIngress)
                                .isPresent()
                        && !attributes.has(OnlyToCustomer.class)
                ? attributes.with(new OnlyToCustomer(session.peerAs()))
                : attributes;
    }

    /// Ingress, 1 and 2: a customer passes on what was for customers only, or a peer what was not its own.
    static boolean isLeak(PathAttributes attributes, SessionInfo session) {
        Optional<OnlyToCustomer> mark = attributes.get(OnlyToCustomer.class);
        Optional<BgpRole> role = role(session.external(), session.terms());
        return mark.isPresent()
                && role.isPresent()
                && switch (role.get()) {
                    case PROVIDER, ROUTE_SERVER -> true;
                    case PEER -> mark.get().as() != session.peerAs();
                    case CUSTOMER, ROUTE_SERVER_CLIENT -> false;
                };
    }

    /// Egress, 2: what is marked does not go to providers, peers and route servers.
    static boolean keepsIn(SessionTerms terms, boolean external) {
        return role(external, terms).filter(RouteLeaks::marksOnIngress).isPresent();
    }

    /// Egress, 1: what goes to customers, peers and clients of our route server is marked as ours, unless it is marked.
    static PathAttributes told(PathAttributes attributes, SessionTerms terms, boolean external, long shownAs) {
        boolean marks = role(external, terms)
                .filter(role -> switch (role) {
                    case PROVIDER, PEER, ROUTE_SERVER -> true;
                    case CUSTOMER, ROUTE_SERVER_CLIENT -> false;
                })
                .isPresent();
        return marks && !attributes.has(OnlyToCustomer.class)
                ? attributes.with(new OnlyToCustomer(shownAs))
                : attributes;
    }

    /// The neighbor is a provider, a peer or a route server.
    private static boolean marksOnIngress(BgpRole ours) {
        return switch (ours) {
            case CUSTOMER, PEER, ROUTE_SERVER_CLIENT -> true;
            case PROVIDER, ROUTE_SERVER -> false;
        };
    }

    private static Optional<BgpRole> role(boolean external, SessionTerms terms) {
        return external ? terms.role() : Optional.empty();
    }
}
