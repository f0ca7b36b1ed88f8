package io.barewire.mesh.decode;

import java.util.regex.Pattern;

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
        private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

        @Override
        public String toString() {
            if (!PLAIN.matcher(name).matches()) {
                return parent + "[" + name + "]";
            }
            return parent instanceof Root ? name : parent + "." + name;
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
