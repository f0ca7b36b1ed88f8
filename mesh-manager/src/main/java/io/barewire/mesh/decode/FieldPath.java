package io.barewire.mesh.decode;

/// The way from an object's root to a field, written as `spec.bgp.routers[0].asn`.
public sealed interface FieldPath {
    /// The whole object.
    record Root() implements FieldPath {
        @Override
        public String toString() {
            return "";
        }
    }

    /// A named field; a name with dots or slashes is put in brackets: `metadata.annotations[k8s.ovn.org/node-subnets]`.
    record Member(FieldPath parent, String name) implements FieldPath {
        @Override
        public String toString() {
            if (!isPlain(name)) {
                return parent + "[" + name + "]";
            }
            return parent instanceof Root ? name : parent + "." + name;
        }

        private static boolean isPlain(String name) {
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                if (!letterOrDigit && c != '_' && c != '-') {
                    return false;
                }
            }
            return !name.isEmpty();
        }
    }

    /// An element of a list, counted from 0.
    record Element(FieldPath parent, int index) implements FieldPath {
        @Override
        public String toString() {
            return parent + "[" + index + "]";
        }
    }
}
