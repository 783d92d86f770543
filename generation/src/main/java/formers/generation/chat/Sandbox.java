package formers.generation.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import formers.text.InputException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs templates of strangers: they see plain values only, and are bounded in output, nesting, ranges and time.
final class Sandbox {

    private static final long MAX_OUTPUT = 4 << 20;
    private static final int MAX_ITEMS = 10_000;
    private static final int MAX_DEPTH = 32;
    private static final long SECONDS = 2;

    private static final Jinjava JINJAVA = jinjava();

    private Sandbox() {}

    /// What a template makes of its variables.
    ///
    /// @throws InputException naming `origin` if the template fails, refuses the messages, or oversteps a bound
    static String render(String template, Map<String, Object> variables, String origin) {
        var task = new FutureTask<>(() -> run(template, variables));
        Thread.ofPlatform().daemon().name("chat template").start(task);
        try {
            return task.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new InputException(
                    "%s: the chat template took more than %d s; it is not usable".formatted(origin, SECONDS), e);
        } catch (ExecutionException e) {
            throw new InputException("%s: the chat template fails: %s".formatted(origin, reason(e.getCause())), e);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new InputException(origin + ": interrupted while the chat template ran", e);
        }
    }

    private static String run(String template, Map<String, Object> variables) throws Exception {
        var result = JINJAVA.renderForResult(template, variables);
        for (var error : result.getErrors()) {
            var exception = error.getException();
            throw exception != null ? exception : new IllegalStateException(error.getMessage());
        }
        return result.getOutput();
    }

    private static String reason(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof TemplateFunctions.Refusal) {
                return cause.getMessage();
            }
        }
        return thrown instanceof StackOverflowError ? "it nests too deeply" : String.valueOf(thrown.getMessage());
    }

    private static Jinjava jinjava() {
        var legacy = LegacyOverrides.newBuilder()
                .withUseNaturalOperatorPrecedence(true)
                .withParseWhitespaceControlStrictly(true)
                .withKeepNullableLoopValues(true)
                .withEvaluateMapKeys(true)
                .withIterateOverMapKeys(true)
                .build();
        var engine = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withKeepTrailingNewline(true) // of what is written; ChatTemplate drops that of the file
                .withNestedInterpretationEnabled(false) // a message that holds {{ }} is text
                .withLegacyOverrides(legacy)
                .withElResolver(new PlainValues())
                .withDisabled(Map.of(Context.Library.TAG, Set.of("include", "import", "from", "extends")))
                .withMaxOutputSize(MAX_OUTPUT)
                .withMaxStringLength(MAX_OUTPUT)
                .withMaxListSize(MAX_ITEMS)
                .withMaxMapSize(MAX_ITEMS)
                .withRangeLimit(MAX_ITEMS)
                .withMaxRenderDepth(MAX_DEPTH)
                .withMaxMacroRecursionDepth(MAX_DEPTH)
                .build());
        var context = engine.getGlobalContext();
        context.registerFilter(new JsonFilter());
        context.registerFunction(function("raise_exception", "refuse"));
        context.registerFunction(function("strftime_now", "now"));
        return engine;
    }

    private static ELFunctionDefinition function(String name, String method) {
        try {
            var declared = TemplateFunctions.class.getDeclaredMethod(method, String.class);
            declared.setAccessible(true);
            return new ELFunctionDefinition("", name, declared);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}
