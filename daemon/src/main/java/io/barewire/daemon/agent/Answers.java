package io.barewire.daemon.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bfd.BfdStatus;
import io.barewire.daemon.Version;
import io.barewire.daemon.control.Answer;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.show.BfdView;
import io.barewire.daemon.show.ConfigView;
import io.barewire.daemon.show.FibView;
import io.barewire.daemon.show.NeighborsView;
import io.barewire.daemon.show.NextHopsView;
import io.barewire.daemon.show.ProblemsView;
import io.barewire.daemon.show.RoutesView;
import io.barewire.daemon.show.SummaryView;
import io.barewire.rib.PeerId;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.SpeakerStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What the agent says to each question on the control socket.
final class Answers implements Function<Question, Answer> {
    private static final long PATIENCE_SECONDS = 8;

    private final AgentState state;

    Answers(AgentState state) {
        this.state = state;
    }

    @Override
    public Answer apply(Question question) {
        return switch (question) {
            case Question.Summary() -> summary();
            case Question.Neighbors(Optional<Endpoint> peer) ->
                peer.map(this::neighbor).orElseGet(this::neighbors);
            case Question.Routes(Question.Page page) ->
                ask(BgpSpeaker::routes, page, routes -> RoutesView.best(routes, page.limit()));
            case Question.Received(Endpoint peer, Question.Page page) ->
                ofPeer(
                        peer,
                        id -> ask(
                                (speaker, query) -> speaker.receivedRoutes(id, query),
                                page,
                                routes -> RoutesView.received(id.name(), routes, page.limit())));
            case Question.Advertised(Endpoint peer, Question.Page page) ->
                ofPeer(
                        peer,
                        id -> ask(
                                (speaker, query) -> speaker.advertisedRoutes(id, query),
                                page,
                                routes -> RoutesView.advertised(id.name(), routes, page.limit())));
            case Question.Withheld(Endpoint peer, Question.Page page) ->
                ofPeer(
                        peer,
                        id -> ask(
                                (speaker, query) -> speaker.withheldRoutes(id, query),
                                page,
                                routes -> RoutesView.withheld(id.name(), routes, page.limit())));
            case Question.Fib(Question.Page page) -> fib(page);
            case Question.NextHops() -> ask(BgpSpeaker::nextHops, NextHopsView::document);
            case Question.Bfd() ->
                new Answer.Told(BfdView.document(
                        state.speakerStatus().map(SpeakerStatus::bfd).orElse(BfdStatus.NONE)));
            case Question.Problems() ->
                new Answer.Told(ProblemsView.document(state.view().problems()));
            case Question.Config() ->
                state.speaker()
                        .<Answer>map(speaker -> new Answer.Told(ConfigView.document(speaker.config())))
                        .orElseGet(Answers::notConfigured);
            case Question.Clear order -> withSpeaker(speaker -> Deeds.clear(speaker, order));
            case Question.GracefulShutdown order -> withSpeaker(speaker -> Deeds.gracefulShutdown(speaker, order));
        };
    }

    private Answer withSpeaker(Function<BgpSpeaker, Answer> deed) {
        return state.speaker().map(deed).orElseGet(Answers::notConfigured);
    }

    private Answer summary() {
        Readiness readiness = state.readiness();
        return new Answer.Told(SummaryView.document(
                state.config().node(),
                Version.text(),
                state.startedAt(),
                state.now(),
                readiness.missing(),
                readiness.notes(),
                state.view().problems(),
                state.speakerStatus(),
                state.fibTotals()));
    }

    private Answer neighbors() {
        List<PeerStatus> peers = state.speakerStatus().map(SpeakerStatus::peers).orElse(List.of());
        return new Answer.Told(NeighborsView.document(peers, state.now()));
    }

    private Answer neighbor(Endpoint peer) {
        PeerId id = new PeerId(peer.text());
        return state.speakerStatus()
                .flatMap(status -> status.peer(id))
                .<Answer>map(found -> new Answer.Told(NeighborsView.document(List.of(found), state.now())))
                .orElseGet(() -> unknown(id));
    }

    private Answer ofPeer(Endpoint peer, Function<PeerId, Answer> answer) {
        PeerId id = new PeerId(peer.text());
        boolean known = state.speaker()
                .map(speaker -> speaker.config().peers().stream()
                        .anyMatch(one -> one.id().equals(id)))
                .orElse(false);
        return known ? answer.apply(id) : unknown(id);
    }

    private static Answer unknown(PeerId peer) {
        return new Answer.Refused(
                "no peer " + peer + " is configured", "`barewire show neighbors` lists those that are.");
    }

    private static Answer notConfigured() {
        return new Answer.Refused(
                "nothing configures this node yet", "`barewire show problems` says what is wrong in the manifests.");
    }

    private <T> Answer ask(
            BiFunction<BgpSpeaker, RouteQuery, CompletableFuture<List<T>>> query,
            Question.Page page,
            Function<List<T>, ObjectNode> document) {
        return ask(speaker -> query.apply(speaker, page.query()), document);
    }

    private <T> Answer ask(
            Function<BgpSpeaker, CompletableFuture<List<T>>> query, Function<List<T>, ObjectNode> document) {
        Optional<BgpSpeaker> speaker = state.speaker();
        if (speaker.isEmpty()) {
            return notConfigured();
        }
        try {
            List<T> routes = query.apply(speaker.get()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new Answer.Told(document.apply(routes));
        } catch (TimeoutException late) {
            return busy();
        } catch (ExecutionException rejected) {
            return busy();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return busy();
        }
    }

    private static Answer busy() {
        return new Answer.Refused(
                "the routing thread has no time to answer", "Try again, or with a smaller --limit or a --prefix.");
    }

    private Answer fib(Question.Page page) {
        return state.fib()
                .<Answer>map(kernel -> new Answer.Told(
                        FibView.document(kernel.status(), page.within(), page.after(), page.limit(), state.now())))
                .orElseGet(() -> new Answer.Refused(
                        "this agent leaves the kernel's routes alone (--no-fib)", "Start it without --no-fib."));
    }
}
