/** The knowledge base, in Chinese. */
export default {};
