package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.ClusterObject;
import io.barewire.mesh.objects.ObjectId;
import java.util.List;

/// What became of one tree.
public sealed interface Decoded {
    List<Problem> problems();

    /// An object to use; problems are warnings.
    record Good(ObjectId id, ClusterObject value, List<Problem> problems) implements Decoded {
        public Good {
            problems = List.copyOf(problems);
        }
    }

    /// An object that cannot be used as it is.
    record Broken(ObjectId id, Origin origin, List<Problem> problems) implements Decoded {
        public Broken {
            problems = List.copyOf(problems);
        }
    }

    /// An object of a kind that does not concern us.
    record Ignored(List<Problem> problems) implements Decoded {
        public Ignored {
            problems = List.copyOf(problems);
        }
    }

    /// Not to be recognised as any object.
    record Unidentified(List<Problem> problems) implements Decoded {
        public Unidentified {
            problems = List.copyOf(problems);
        }
    }
}
