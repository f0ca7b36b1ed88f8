package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.ClusterObject;
import io.barewire.mesh.objects.ObjectId;
import java.util.List;
import java.util.Optional;

/// What became of one tree.
public sealed interface Decoded {
    List<Problem> problems();

    /// The first thing that is wrong, with its field and the remedy; empty when there are at most warnings.
    default Optional<String> fault() {
        return problems().stream()
                .filter(Problem::isError)
                .findFirst()
                .map(each -> (each.path().isEmpty() ? "" : each.path() + ": ")
                        + each.reason()
                        + (each.remedy().isEmpty() ? "" : "; " + each.remedy()));
    }

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
