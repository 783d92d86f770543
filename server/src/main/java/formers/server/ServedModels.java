package formers.server;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The models that are served, by name.
final class ServedModels {

    private final Map<String, ServedModel> models = new LinkedHashMap<>();

    ServedModels(List<ServedModel> served) {
        served.forEach(model -> models.put(model.name(), model));
    }

    Collection<ServedModel> all() {
        return models.values();
    }

    /// The model that a request names; the only one may go without a name.
    ServedModel of(Optional<String> name) {
        if (name.isEmpty() && models.size() == 1) {
            return models.values().iterator().next();
        }
        var asked = name.orElseThrow(() -> ApiException.invalid("model", "model is missing"));
        var found = models.get(asked);
        if (found == null) {
            throw ApiException.of(
                    404,
                    "invalid_request_error",
                    "model_not_found",
                    "there is no model \"%s\" here; there is %s".formatted(asked, String.join(", ", models.keySet())));
        }
        return found;
    }
}
