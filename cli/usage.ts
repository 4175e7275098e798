/** The command line asks for something that does not exist. */
export class Usage extends Error {
  override readonly name = "Usage";
}
