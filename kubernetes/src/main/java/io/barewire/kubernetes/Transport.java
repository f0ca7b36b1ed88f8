package io.barewire.kubernetes;

import io.barewire.kubernetes.tls.CertificateFault;
import io.barewire.kubernetes.tls.FileTrust;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/// Carries requests, over HTTP/1.1: each watch has a connection of its own, so that one whose other end has silently
/// gone is closed and made anew without a thought for the others. HTTP/2 in the JDK would put all on one connection,
/// and would go on using it.
final class Transport implements AutoCloseable {
    /// How long the other end may say nothing.
    ///
    /// @param answer before an answer begins, and within one
    /// @param watch within a watch: a server sends a bookmark every minute or so, even when nothing happens, so one
    ///     that says nothing for longer is not there any more, whatever TCP knows
    record Limits(Duration answer, Duration watch) {
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(150));
    }

    /// @param status of HTTP
    record Answer(int status, Body body) {}

    private final HttpClient client;
    private final String server;
    private final Limits limits;

    private Transport(HttpClient client, String server, Limits limits) {
        this.client = client;
        this.server = server;
        this.limits = limits;
    }

    static Transport open(Access access, Limits limits) throws AccessException {
        Config config = FabricConfig.of(access);
        try {
            Optional<SSLContext> ofPod = access instanceof Access.InPod(URI _, Path folder)
                    ? Optional.of(
                            FileTrust.of(folder.resolve(Access.AUTHORITIES)).context())
                    : Optional.empty();
            HttpClient.Builder builder = new JdkHttpClientFactory() {
                @Override
                protected void additionalConfig(java.net.http.HttpClient.Builder builder) {
                    builder.executor(Executors.newVirtualThreadPerTaskExecutor());
                    ofPod.ifPresent(builder::sslContext);
                }
            }.newBuilder(config);
            return new Transport(builder.build(), config.getMasterUrl().replaceFirst("/+$", ""), limits);
        } catch (RuntimeException | CertificateFault unusable) {
            throw new AccessException(
                    "no connection can be made to " + config.getMasterUrl() + ": " + unusable.getMessage(),
                    "look at the certificates and keys that it names",
                    unusable);
        }
    }

    /// Sends, and waits for the answer to begin.
    ///
    /// A long answer may come compressed: Nodes are a tenth of their JSON then, and to decrypt ten times as much is
    /// more work for a JVM without C2 than to decompress it.
    ///
    /// @param content of this type; none when empty
    Answer send(Request request, String contentType, String content) throws IOException {
        boolean watch = request.verb().equals("watch");
        HttpRequest.Builder builder =
                client.newHttpRequestBuilder().uri(server + request.target()).header("Accept", "application/json");
        if (!watch) { // of which each event is wanted at once
            builder.header("Accept-Encoding", "gzip");
        }
        if (request.method().equals("GET")) {
            builder.forStreaming();
        } else {
            builder.method(request.method(), contentType, content);
        }
        Body body = new Body(watch ? limits.watch() : limits.answer());
        CompletableFuture<HttpResponse<AsyncBody>> answer = client.consumeBytes(builder.build(), body);
        try {
            HttpResponse<AsyncBody> response = answer.get(limits.answer().toMillis(), TimeUnit.MILLISECONDS);
            body.begin(response.body(), "gzip".equalsIgnoreCase(response.header("Content-Encoding")));
            return new Answer(response.code(), body);
        } catch (TimeoutException silent) {
            answer.cancel(true);
            throw new IOException("no answer within " + limits.answer().toSeconds() + " s", silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
