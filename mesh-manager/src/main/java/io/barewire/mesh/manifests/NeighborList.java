package io.barewire.mesh.manifests;

/// Where in a text the neighbors of a router are.
///
/// @param object whose they are, by its place among the file's objects
/// @param router whose they are, by its place in the object
record NeighborList(int object, int router, Elements elements) {
    boolean isOf(NeighborList other) {
        return object == other.object && router == other.router;
    }
}
