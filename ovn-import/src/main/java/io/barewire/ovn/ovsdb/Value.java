package io.barewire.ovn.ovsdb;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What a column holds (RFC 7047 §5.1): an atom, a set of atoms or a map between atoms.
///
/// On the wire a set of one looks like its atom. In a [Row] it is a [SetOf] whenever the column's type is a set, so
/// that a column always has the same kind of value.
public sealed interface Value {
    /// A single value.
    sealed interface Atom extends Value {}

    /// A string.
    record Text(String text) implements Atom {
        // Written out, as for [Uuid]: there is one of each for each row, and what a record has by itself is slow before
        // C2.
        @Override
        public boolean equals(Object other) {
            return other instanceof Text that && text.equals(that.text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /// An integer.
    record Int(long number) implements Atom {}

    /// A real.
    record Real(double number) implements Atom {}

    /// A boolean.
    record Bool(boolean truth) implements Atom {}

    /// A row, or a reference to one.
    record Uuid(UUID uuid) implements Atom {
        @Override
        public boolean equals(Object other) {
            return other instanceof Uuid that && uuid.equals(that.uuid);
        }

        @Override
        public int hashCode() {
            return uuid.hashCode();
        }
    }

    /// A row that the same transaction inserts, by the `uuid-name` it gave it. Never read, only written.
    record NamedUuid(String name) implements Atom {}

    /// A set; order does not matter, and is kept.
    record SetOf(Set<Atom> atoms) implements Value {
        public SetOf {
            atoms = atoms instanceof Atoms ? atoms : Atoms.copyOf(atoms);
        }

        /// Rows share values that are alike.
        @Override
        public boolean equals(Object other) {
            return this == other || (other instanceof SetOf that && atoms.equals(that.atoms));
        }

        @Override
        public int hashCode() {
            return atoms.hashCode();
        }
    }

    /// A map; order does not matter, and is kept.
    record MapOf(Map<Atom, Atom> pairs) implements Value {
        public MapOf {
            pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
        }

        @Override
        public boolean equals(Object other) {
            return this == other || (other instanceof MapOf that && pairs.equals(that.pairs));
        }

        @Override
        public int hashCode() {
            return pairs.hashCode();
        }
    }

    static Text of(String text) {
        return new Text(text);
    }

    static Int of(long number) {
        return new Int(number);
    }

    static Bool of(boolean truth) {
        return new Bool(truth);
    }

    static Uuid of(UUID uuid) {
        return new Uuid(uuid);
    }

    /// The empty set: also what an optional column holds that holds nothing.
    static SetOf none() {
        return new SetOf(Set.of());
    }

    static SetOf set(Collection<? extends Atom> atoms) {
        return new SetOf(Atoms.copyOf(atoms));
    }

    /// References to rows.
    static SetOf uuids(Collection<UUID> uuids) {
        Set<Atom> atoms = LinkedHashSet.newLinkedHashSet(uuids.size());
        uuids.forEach(uuid -> atoms.add(new Uuid(uuid)));
        return new SetOf(new Atoms(atoms));
    }

    /// A map between strings, as `external_ids` and `options` are.
    static MapOf map(Map<String, String> texts) {
        Map<Atom, Atom> pairs = LinkedHashMap.newLinkedHashMap(texts.size());
        texts.forEach((key, value) -> pairs.put(new Text(key), new Text(value)));
        return new MapOf(pairs);
    }
}
