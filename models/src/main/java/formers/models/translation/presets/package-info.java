/// Translation models by name: fresh ones of a size, and those in a directory.
package formers.models.translation.presets;
