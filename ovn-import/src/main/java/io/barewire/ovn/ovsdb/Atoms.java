package io.barewire.ovn.ovsdb;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/// A set of atoms that nobody changes any more, and that is not copied therefore: a router may name ten thousand
/// routes.
final class Atoms extends AbstractSet<Value.Atom> {
    private final Set<Value.Atom> atoms;

    /// @param atoms whoever made them lets go of them here
    Atoms(Set<Value.Atom> atoms) {
        this.atoms = atoms;
    }

    static Atoms copyOf(Collection<? extends Value.Atom> atoms) {
        return new Atoms(new LinkedHashSet<>(atoms));
    }

    @Override
    public boolean contains(Object atom) {
        return atoms.contains(atom);
    }

    @Override
    public Iterator<Value.Atom> iterator() {
        return Collections.unmodifiableSet(atoms).iterator();
    }

    @Override
    public int size() {
        return atoms.size();
    }
}
