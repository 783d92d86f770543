package formers.benchmarks.decode;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;

/// llama3.java in a process of its own: `THREADS PROMPT WRITTEN LIBRARY MODEL.gguf`. Its classes come from a
/// loader of their own (see [FinalClasses]), and so its methods are looked up by name.
final class Llama3Driver implements Session {

    private static final String PACKAGES = "org.beehive.gpullama3.";

    private final Object model;
    private final MethodHandle newState; // model -> state
    private final MethodHandle forward; // model, state, token, position -> logits, kept in the state
    private Object state;
    private int position;

    private Llama3Driver(Path library, Path gguf, int context) throws ReflectiveOperationException, IOException {
        var loader = new FinalClasses(library);
        var lookup = MethodHandles.publicLookup();
        var type = loader.loadClass(PACKAGES + "model.Model");
        var stateType = loader.loadClass(PACKAGES + "inference.state.State");
        var load = lookup.findStatic(
                loader.loadClass(PACKAGES + "model.loader.ModelLoader"),
                "loadModel",
                MethodType.methodType(type, Path.class, int.class, boolean.class, boolean.class));
        newState = lookup.findVirtual(type, "createNewState", MethodType.methodType(stateType));
        forward = lookup.findVirtual(
                type, "forward", MethodType.methodType(void.class, stateType, int.class, int.class));
        boolean weights = true;
        boolean graphics = false;
        model = invoke(load, gguf, context, weights, graphics);
    }

    public static void main(String[] args) throws ReflectiveOperationException, IOException {
        var task = Task.of(args[0], args[1], args[2]);
        Turn.serve(new Llama3Driver(Path.of(args[3]), Path.of(args[4]), task.prompt() + task.written()), task);
    }

    @Override
    public void forget() {
        state = invoke(newState, model);
        position = 0;
    }

    @Override
    public void read(int[] ids) {
        for (int id : ids) {
            write(id);
        }
    }

    @Override
    public void write(int id) {
        invoke(forward, model, state, id, position++);
    }

    private static Object invoke(MethodHandle method, Object... arguments) {
        try {
            return method.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
