/// Sequence to sequence: models that write a target text given a source text.
package formers.models.translation;
