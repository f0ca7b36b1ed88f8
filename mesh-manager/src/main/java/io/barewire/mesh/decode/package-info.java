/// From JSON trees and ini text to the values of `objects`, with every fault named by field path, reason and remedy.
/// It does not matter whether a tree came from a file or from an API server.
@NullMarked
package io.barewire.mesh.decode;

import org.jspecify.annotations.NullMarked;
