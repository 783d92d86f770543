/// What the machine can do, measured: the limits that the speed of everything else is a fraction of.
package formers.tensor.limits;
