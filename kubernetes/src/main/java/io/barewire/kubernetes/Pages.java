package io.barewire.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/// A list, read page by page, so that neither side holds all of it. All pages show the same moment.
final class Pages {
    private static final String PAGE = "500";

    private final HttpApiServer server;
    private final Resource resource;
    private final Request first;
    private Json.PageEnd last = new Json.PageEnd("", "");

    Pages(HttpApiServer server, Selection selection) {
        this.server = server;
        this.resource = selection.resource();
        this.first = Request.toAll("list", "GET", resource, selection.namespace())
                .with("labelSelector", selection.labelSelector())
                .with("fieldSelector", selection.fieldSelector())
                .with("limit", PAGE);
    }

    /// Reads the next page.
    ///
    /// @return whether there are more
    /// @throws ApiFailure with status 410 when it took so long that the server has forgotten that moment
    boolean next(Consumer<ObjectNode> each) throws ApiFailure {
        Request request = first.with("continue", last.continueToken());
        try (Body body = server.begin(request, "", "");
                InputStream content = body.content()) {
            last = Json.page(content, resource, each);
            body.skipRest();
        } catch (IOException lost) {
            throw ApiFailure.unanswered(request, lost);
        }
        return !last.continueToken().isEmpty();
    }

    /// The moment that the pages read so far show.
    String resourceVersion() {
        return last.resourceVersion();
    }
}
