"""Asking for an assessment: the form of agents, and the page at which each follows their request.

The form is the only public page that writes; what it writes is registry/requests.
"""
