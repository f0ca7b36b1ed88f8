package io.barewire.mesh.decode;

import io.barewire.rib.PrefixFilter;
import io.barewire.wire.Prefix;
import java.util.Optional;

/// Reads `prefix`, `ge` and `le`, with the meaning and the error texts of frr-k8s.
final class PrefixSelector {
    /// How a fault is reported.
    interface Complaint {
        void about(Field field, String reason, String remedy);
    }

    private PrefixSelector() {}

    static Optional<PrefixFilter.Rule> decode(Field selector, Complaint complaint) {
        Field field = selector.member("prefix");
        String text = field.text().orElse("");
        int ge = Math.toIntExact(selector.member("ge").integer(0, 128).orElse(0L));
        int le = Math.toIntExact(selector.member("le").integer(0, 128).orElse(0L));
        Prefix prefix;
        try {
            prefix = Prefix.parse(text);
        } catch (IllegalArgumentException bad) {
            complaint.about(
                    field,
                    "failed to parse prefix " + text + ": " + bad.getMessage(),
                    "ADDRESS/LENGTH is needed, as 10.244.0.0/16");
            return Optional.empty();
        }
        Optional<String> wrong = wrongLengths(prefix, ge, le);
        if (wrong.isPresent()) {
            complaint.about(
                    selector,
                    wrong.get(),
                    "mask <= ge <= le <= " + prefix.family().bits() + " is needed");
            return Optional.empty();
        }
        int shortest = ge == 0 ? prefix.length() : ge;
        int longest = le != 0 ? le : ge == 0 ? prefix.length() : prefix.family().bits();
        return Optional.of(new PrefixFilter.Rule(prefix, shortest, longest));
    }

    /// Zero is a length that is not given.
    private static Optional<String> wrongLengths(Prefix prefix, int ge, int le) {
        String invalid = "invalid selector lengths: ";
        int bits = prefix.family().bits();
        if (ge != 0 && le != 0 && ge > le) {
            return Optional.of(invalid + "ge " + ge + " is bigger than le " + le);
        }
        if (le != 0 && prefix.length() > le) {
            return Optional.of(invalid + "cidr mask " + prefix.length() + " is bigger than le " + le);
        }
        if (ge != 0 && prefix.length() > ge) {
            return Optional.of(invalid + "cidr mask " + prefix.length() + " is bigger than ge " + ge);
        }
        if (Math.max(ge, le) > bits) {
            return Optional.of(invalid + Math.max(ge, le) + " is more than the " + bits + " bits of an address");
        }
        return Optional.empty();
    }
}
