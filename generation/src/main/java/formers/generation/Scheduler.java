package formers.generation;

import formers.models.LanguageModel;
import formers.tensor.Tensor;
import formers.text.InputException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Serves many requests with one model: texts join and leave the batch at every token (continuous batching:
/// Yu et al. 2022, *Orca*, section 3.1). Requests wait in a queue that takes turns between clients; prompts
/// are read in blocks between the steps of the texts that are being written, so that none of these stands
/// still for long. While no more than two texts are written, their drafters guess
/// ([GenerationOptions#drafter]), up to [#GUESSES] tokens at a time. One thread runs the model. Thread-safe.
///
/// A text has the same bits as it has alone, whatever else is written, unless it goes on from a text that
/// was kept ([Limits#keptTokens]), had to wait in the middle because the others outgrew the room
/// ([Limits#tokens]), or the model makes its matrix of scores (relative positions, sinks), which is as wide
/// as the longest text.
public final class Scheduler implements AutoCloseable {

    /// What a scheduler takes on.
    ///
    /// @param running    texts written at once
    /// @param waiting    requests that may wait; more are refused
    /// @param tokens     of all running texts together, prompts included: bounds the memory for keys and
    ///                   values. When they outgrow it, the last one waits, and is read again when there is
    ///                   room
    /// @param keptTokens of finished texts, kept to be continued; 0 keeps none
    public record Limits(int running, int waiting, long tokens, long keptTokens) {

        /// Of the heap, for texts being written, and for texts that are kept.
        private static final double RUNNING_SHARE = 0.3;

        private static final double KEPT_SHARE = 0.1;

        /// As many tokens as a good part of the heap has room for.
        ///
        /// @param bytesPerToken that keys and values take
        public static Limits ofHeap(int running, int waiting, long bytesPerToken) {
            double tokens = (double) Runtime.getRuntime().maxMemory() / Math.max(1, bytesPerToken);
            return new Limits(
                    running, waiting, Math.max(1, (long) (RUNNING_SHARE * tokens)), (long) (KEPT_SHARE * tokens));
        }

        public Limits {
            if (running < 1 || waiting < 0 || tokens < 1 || keptTokens < 0) {
                throw new IllegalArgumentException(("a scheduler wants at least 1 running text and 1 token, and no"
                                + " negative number, found running %d, waiting %d, tokens %d, kept tokens %d")
                        .formatted(running, waiting, tokens, keptTokens));
            }
        }
    }

    /// Told of one request; called by the thread that runs the model, so it must not wait.
    public interface Answer extends TokenListener {

        /// The prompt has been read, of which `known` tokens had been read before.
        default void onStart(int known) {}

        /// The text has ended.
        void onEnd(Generated generated);

        /// The request failed: nothing more comes.
        void onFailure(RuntimeException problem);
    }

    /// No room for a request now: the queue is full, or the scheduler is closing.
    public static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BusyException(String message) {
            super(message);
        }
    }

    /// A request under way.
    public final class Ticket {
        private final Sequence sequence;
        private final Answer answer;

        /// Requests that share it share its reading.
        private final int[] prompt;

        private volatile boolean cancelled;

        /// Tokens that the text may come to.
        private final long most;

        private boolean started;

        private Ticket(Sequence sequence, int[] prompt, Answer answer) {
            this.sequence = sequence;
            this.prompt = prompt;
            this.answer = answer;
            long length = sequence.visible() + (long) sequence.options.maxTokens();
            this.most = Math.min(length, model.context());
        }

        /// Whether nothing has been written.
        private boolean isNew() {
            return !started && !sequence.ended() && sequence.written() == 0;
        }

        /// Ends the text at the next token; nothing more is told of it. May be called at any time.
        public void cancel() {
            cancelled = true;
            wake();
        }
    }

    /// Most tokens that are guessed at a time: more would change the last bits of what the model thinks, and
    /// whether there are any depends on what else is written.
    public static final int GUESSES = Decoding.GUESSES;

    /// Tokens that a text is given room for when it is admitted; it may grow beyond.
    private static final int HEADROOM = 64;

    private final LanguageModel model;
    private final Decoding decoding;
    private final Limits limits;
    private final KeptTexts kept;
    private final Object lock = new Object();
    private final TurnQueue<Ticket> queue = new TurnQueue<>(); // guarded by lock
    private final ArrayDeque<Ticket> paused = new ArrayDeque<>(); // guarded by lock; before the queue
    private final List<Ticket> running = new ArrayList<>(); // of the thread that runs the model
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int runningNow;
    private volatile boolean closing;
    private volatile boolean stopping;

    public Scheduler(String name, LanguageModel model, Limits limits) {
        this.model = model;
        this.decoding = new Decoding(model, Decoding.GUESSES);
        this.limits = limits;
        this.kept = new KeptTexts(limits.keptTokens());
        Thread.ofPlatform().name("model " + name).daemon().start(this::run);
    }

    /// Takes a request.
    ///
    /// @param client whom it is for: clients take turns
    /// @param answer told of it
    /// @throws IllegalArgumentException if the prompt is empty, has an unknown token, or is longer than the
    ///                                  context
    /// @throws InputException           if it may come to more tokens than there is ever room for
    /// @throws BusyException            if there is no room for it now
    public Ticket submit(String client, int[] prompt, GenerationOptions options, Answer answer) {
        return submit(client, List.of(prompt), List.of(options), List.of(answer))
                .getFirst();
    }

    /// Takes several requests, or none of them: there is room for all or they are refused together. Those
    /// with the very same prompt, the same array, have it read once.
    ///
    /// @throws IllegalArgumentException as [#submit(String, int[], GenerationOptions, Answer)]
    /// @throws InputException           as there
    /// @throws BusyException            as there
    public List<Ticket> submit(
            String client, List<int[]> prompts, List<GenerationOptions> options, List<? extends Answer> answers) {
        var tickets = new ArrayList<Ticket>();
        for (int i = 0; i < prompts.size(); i++) {
            Prompts.check(prompts.get(i), model, options.get(i));
            var sequence = new Sequence(
                    i, prompts.get(i), model.vocabulary(), options.get(i).forAnotherText(), answers.get(i));
            tickets.add(new Ticket(sequence, prompts.get(i), answers.get(i)));
        }
        for (var ticket : tickets) {
            if (ticket.most > limits.tokens()) {
                throw new InputException("the text may come to %d tokens, there is room for %d; ask for fewer"
                        .formatted(ticket.most, limits.tokens()));
            }
        }
        synchronized (lock) {
            if (closing) {
                throw new BusyException("the server is closing");
            }
            if (waiting() + tickets.size() > limits.waiting() + limits.running() - runningNow) {
                throw new BusyException(
                        "%d requests are running and %d waiting; try again later".formatted(runningNow, waiting()));
            }
            tickets.forEach(ticket -> queue.add(client, ticket));
            lock.notifyAll();
        }
        return tickets;
    }

    /// Texts being written.
    public int running() {
        return runningNow;
    }

    /// Requests that wait.
    public int waiting() {
        synchronized (lock) {
            return queue.size() + paused.size();
        }
    }

    /// Tokens that drafters have guessed so far.
    public long guessed() {
        return decoding.guessed();
    }

    /// Those of them that were chosen then, each of which saved a step.
    public long accepted() {
        return decoding.accepted();
    }

    /// What a scheduler takes on.
    public Limits limits() {
        return limits;
    }

    private void wake() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    private void run() {
        try (var _ = Tensor.withoutGradients()) {
            while (admit()) {
                round();
            }
        } finally {
            ended.countDown();
        }
    }

    /// Takes requests from the queue as long as there is room; waits if there is nothing to do.
    ///
    /// @return false when there will be no more
    private boolean admit() {
        synchronized (lock) {
            while (true) {
                queue.removeIf(ticket -> ticket.cancelled);
                paused.removeIf(ticket -> ticket.cancelled);
                if (stopping) {
                    return false;
                }
                var next = paused.isEmpty() ? queue.peek() : paused.peek();
                if (next != null && hasRoom(next)) {
                    running.add(paused.isEmpty() ? queue.poll() : paused.poll());
                    runningNow = running.size();
                } else if (!running.isEmpty()) {
                    return true;
                } else if (closing) {
                    return false;
                } else {
                    await();
                }
            }
        }
    }

    private boolean hasRoom(Ticket next) {
        long wanted = Math.min(next.most, next.sequence.visible() + HEADROOM);
        return running.isEmpty() || running.size() < limits.running() && tokens() + wanted <= limits.tokens();
    }

    private long tokens() {
        return running.stream().mapToLong(ticket -> ticket.sequence.visible()).sum();
    }

    /// Lets the texts that came last wait until those before them leave room for what is written next.
    private void pauseWhatOutgrowsTheRoom() {
        synchronized (lock) {
            while (running.size() > 1 && tokens() + running.size() > limits.tokens()) {
                var last = running.removeLast();
                last.started = false;
                last.sequence.cache = null;
                last.sequence.options.drafter().ifPresent(Drafter::forget);
                paused.addFirst(last);
            }
            runningNow = running.size();
        }
    }

    private void await() {
        try {
            lock.wait();
        } catch (InterruptedException _) {
            stopping = true;
        }
    }

    /// A block of one prompt, and a token for every text whose prompt has been read.
    private void round() {
        remove(ticket -> ticket.cancelled);
        pauseWhatOutgrowsTheRoom();
        var writing = running.stream().filter(ticket -> ticket.started).toList();
        running.stream().filter(ticket -> !ticket.started).findFirst().ifPresent(this::read);
        if (!writing.isEmpty()) {
            attempt(
                    writing,
                    () -> decoding.step(
                            writing.stream().map(ticket -> ticket.sequence).toList()));
        }
        for (var ticket : List.copyOf(running)) {
            if (ticket.sequence.ended()) {
                remove(it -> it == ticket);
                keep(ticket.sequence);
                attempt(List.of(ticket), () -> ticket.answer.onEnd(ticket.sequence.result()));
            }
        }
    }

    private void read(Ticket ticket) {
        var others = running.stream()
                .filter(it -> it != ticket && it.prompt == ticket.prompt && it.isNew() && ticket.isNew())
                .toList();
        var all = new ArrayList<>(others);
        all.add(ticket);
        attempt(all, () -> {
            var sequence = ticket.sequence;
            if (sequence.ended()) {
                return;
            }
            if (sequence.cache == null) {
                sequence.see(Math.min(sequence.visible(), model.context()));
                sequence.cache = kept.takeFor(sequence.last(sequence.visible()));
                if (sequence.cache == null) {
                    sequence.cache = model.newCache(1, sequence.options.cacheFormat());
                }
                if (ticket.isNew()) {
                    int known = sequence.cache.length(0);
                    all.forEach(it -> it.answer.onStart(known));
                }
            }
            if (decoding.read(sequence, others.stream().map(it -> it.sequence).toList())) {
                all.forEach(it -> it.started = true);
            }
        });
    }

    private void keep(Sequence sequence) {
        if (sequence.cache != null && sequence.whole()) {
            kept.keep(sequence.first(sequence.cache.length(0)), sequence.cache);
        }
    }

    /// What goes wrong ends the requests it goes wrong for, not the server.
    private void attempt(List<Ticket> concerned, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            fail(concerned, e);
        } catch (OutOfMemoryError e) {
            kept.clear();
            fail(concerned, new IllegalStateException("out of memory; fewer or shorter texts at once need less", e));
        } catch (Error e) {
            fail(concerned, new IllegalStateException("the model could not be run: " + e, e));
        }
    }

    private void fail(List<Ticket> concerned, RuntimeException problem) {
        remove(concerned::contains);
        concerned.forEach(ticket -> ticket.answer.onFailure(problem));
    }

    private void remove(Predicate<Ticket> which) {
        running.removeIf(which);
        runningNow = running.size();
    }

    /// Refuses new requests from now on, and waits for those under way.
    ///
    /// @return whether all have ended in time
    public boolean drain(Duration patience) {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        try {
            return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Ends every text where it is; whoever waits is told that it failed.
    @Override
    public void close() {
        closing = true;
        stopping = true;
        wake();
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        var left = new ArrayList<>(running);
        synchronized (lock) {
            left.addAll(paused);
            paused.clear();
            queue.removeIf(left::add);
        }
        fail(left, new BusyException("the server is closing"));
    }
}
